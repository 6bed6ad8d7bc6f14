"""What one scene alone has: data and beats."""
